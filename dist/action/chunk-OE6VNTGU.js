import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);
var t="[secret]",n=class{#t;constructor(r){this.#t=r}get length(){return this.#t.length}reveal(){return this.#t}equals(r){return this.#t===r.#t}toString(){return t}toJSON(){return t}[Symbol.toPrimitive](){return t}[Symbol.for("nodejs.util.inspect.custom")](){return t}};export{n as a};
