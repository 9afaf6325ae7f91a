/** Tailwind reads app/globals.css. */
export default { plugins: { "@tailwindcss/postcss": {} } };
