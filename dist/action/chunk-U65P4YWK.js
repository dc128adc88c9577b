import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);
var o=i=>{let n=new Map;for(let t of i){let r=n.get(t.origin.path);r===void 0?n.set(t.origin.path,[t]):r.push(t)}return n},g=(i,n)=>`${i.toLocaleString("en")} ${n}${i===1?"":"s"}`;export{o as a,g as b};
