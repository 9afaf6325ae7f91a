/** For those who come by keyboard: the first stop of the Tab key leads past what repeats on every page. */
export function SkipLinks(props: { links: readonly (readonly [id: string, text: string])[] }) {
  return (
    <>
      {props.links.map(([id, text]) => (
        <a key={id} href={`#${id}`} className="skip-link">
          {text}
        </a>
      ))}
    </>
  );
}
