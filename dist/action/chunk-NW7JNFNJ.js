import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);
import{createHash as d}from"node:crypto";var f=(e,o,s)=>d("sha256").update(`${e}\0${o}\0${s??""}`).digest("base64url").slice(0,27),l="watertight-history-cache 1",g=e=>d("sha256").update(e).digest("hex"),u=(e,o)=>{let s=[...e].map(([t,{files:n,bytes:r}])=>`${t} ${n} ${r}
`).sort().join("");return`${l}
${o}
${g(s)}
${s}`},b=(e,o)=>{let[s,t,n]=e.split(`
`,3);if(s!==l||t===void 0||n===void 0)return"damaged";let r=e.slice(s.length+t.length+n.length+3);if(g(r)!==n)return"damaged";if(t!==o)return"foreign";let i=new Map;for(let[,c="",a,m]of r.matchAll(/^([\w-]{27}) ([01]) (\d{1,15})$/gm))i.set(c,{files:Number(a),bytes:Number(m)});return i},h=()=>{let e=new Map;return{add:t=>{for(let{key:n,files:r,bytes:i,isClean:c}of t){let a=e.get(n)??{files:0,bytes:0,isClean:!0};a.files+=r,a.bytes+=i,a.isClean&&=c,e.set(n,a)}},clean:()=>{let t=new Map;for(let[n,{files:r,bytes:i,isClean:c}]of e)c&&t.set(n,{files:r,bytes:i});return t}}};export{f as a,u as b,b as c,h as d};
