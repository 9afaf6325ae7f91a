/** The sandbox server. */
export {};
