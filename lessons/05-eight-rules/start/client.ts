import { AF_INET, decode, encode, print, SOCK_STREAM, Socket } from "sockets";

// Connect to 10.0.0.1, port 5005, and say hello.
const client = new Socket(AF_INET, SOCK_STREAM);

// Print what comes, until the server closes. Then print "the server has left", and close.
