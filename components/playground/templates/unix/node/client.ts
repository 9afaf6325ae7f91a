import net from "node:net";

const client = net.connect("talk.sock", () => client.write("hello through a file"));
client.on("data", (answer) => {
  console.log(answer.toString());
  client.end();
});
