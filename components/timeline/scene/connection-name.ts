/** How a conversation is called: A, B, … Z, A1, B1, … */
export function connectionName(order: number): string {
  const letter = String.fromCharCode(65 + (order % 26));
  return order < 26 ? letter : `${letter}${Math.floor(order / 26)}`;
}
