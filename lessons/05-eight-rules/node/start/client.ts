import net from "node:net";

// Connect to 10.0.0.1, port 5005, and say hello.
const client = new net.Socket();

// Print what comes, until the server closes. Then print "the server has left".
client.on("error", (error) => console.log(error.message));
