import { type RefObject, useEffect } from "react";

export type CanvasSize = { width: number; height: number; ratio: number };

/** Keeps a canvas as large as what it lies in, in the screen's own pixels, and says when that changed. */
export function useCanvasSize(
  scroller: RefObject<HTMLElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
  size: RefObject<CanvasSize>,
  onChange: () => void,
): void {
  useEffect(() => {
    const scrolling = scroller.current;
    const element = canvas.current;
    if (!scrolling || !element) return;
    const resize = () => {
      const ratio = window.devicePixelRatio || 1;
      const width = scrolling.clientWidth;
      const height = scrolling.clientHeight;
      size.current = { width, height, ratio };
      element.width = Math.round(width * ratio);
      element.height = Math.round(height * ratio);
      element.style.width = `${width}px`;
      element.style.height = `${height}px`;
      onChange();
    };
    const observer = new ResizeObserver(resize);
    observer.observe(scrolling);
    resize();
    return () => observer.disconnect();
  }, [scroller, canvas, size, onChange]);
}
