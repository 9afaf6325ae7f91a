import net from "node:net";

// Rules 1 and 2: connect before you talk; the kernel picks a port.
const client = net.connect({ host: "10.0.0.1", port: 5005 });
client.write("hello");

client.on("data", (message) => console.log(message.toString()));

// Rule 8, the other way round: zero bytes.
client.on("end", () => console.log("the server has left"));
