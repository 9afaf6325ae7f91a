import { createNetns } from "../sandbox-server/kernel/namespaces.ts";
import { compileSeccompFilter } from "../sandbox-server/kernel/seccomp-filter.ts";
import { findSandboxPaths } from "../sandbox-server/program/sandbox-paths.ts";
import { startSandbox } from "../sandbox-server/program/sandbox-process.ts";
import { mount } from "../sandbox-server/kernel/libc.ts";
import fs from "node:fs";
const t0=performance.now();
const kit = { paths: findSandboxPaths(), seccomp: compileSeccompFilter() };
console.log("kit", performance.now()-t0, kit.seccomp.length);
fs.mkdirSync("/tmp/home"); mount("tmpfs","/tmp/home","tmpfs",0,"size=16m,nr_inodes=1000,mode=755");
const ns=createNetns();
for (let i=0;i<1;i++){
const t1=performance.now();
const p=startSandbox(kit, ns, "/tmp/home");
const out=(n:string)=>(d:Buffer)=>console.log(n, (performance.now()-t).toFixed(1), String(d).slice(0,1500));
let t=t1;
p.stdout.on("data",out("out")); p.stderr.on("data",out("err"));
await new Promise<void>(r=>p.trace.on("data",d=>{out("trace")(d); if(String(d).includes("ready")) r();}));
await new Promise(r=>setTimeout(r,50));
const code=`import fs from "node:fs";
console.log("hi", process.pid, process.getuid(), process.env, fs.readdirSync("/"), fs.readdirSync("/proc/self/fd").map(x=>{try{return x+fs.readlinkSync("/proc/self/fd/"+x)}catch{return x}}).join(" "), fs.readFileSync("/proc/1/cmdline","utf8"), fs.readFileSync("/proc/1/environ","utf8"), fs.readFileSync("/proc/mounts","utf8"));
console.log(fs.readFileSync("/proc/self/limits","utf8"), fs.readFileSync("/proc/self/status","utf8").match(/(Cap|Sec|NoNew).*/g));
function f() { null.x; }
f();
`;
const body=Buffer.from(JSON.stringify({entry:"server.ts",args:[],step:false,calls:100,files:[{path:"server.ts",text:code,code}]}));
const head=Buffer.alloc(4); head.writeUInt32LE(body.length);
t=performance.now();
p.control.write(Buffer.concat([head,body]));
console.log(await p.ended);
}
