/** `c12` is the twelfth call of the log, `p3` a packet, `m0` a mark: how the picture, the table and the keys name things. */
export type Item = `c${number}` | `p${number}` | `m${number}`;
