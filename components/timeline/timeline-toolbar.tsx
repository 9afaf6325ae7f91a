"use client";

/** What can be done with the picture: follow, freeze, zoom, see it as a table, begin anew, save the packets. */
import { Download, Pause, Rows3, Waypoints } from "lucide-react";
import { Button } from "../controls/button.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";

export type TimelineTools = {
  follow: boolean;
  frozen: boolean;
  zoom: number;
  table: boolean;
  cleared: boolean;
  /** Things that happened since the picture was frozen. */
  missed: number;
  packets: number;
};

export function TimelineToolbar(props: {
  tools: TimelineTools;
  onFollow: () => void;
  onFreeze: () => void;
  onZoom: (direction: 1 | -1 | 0) => void;
  onTable: () => void;
  onClear: () => void;
  onExport: () => void;
}) {
  const { words } = useWords();
  const say = words.timeline;
  const { tools } = props;
  return (
    <div className="flex flex-wrap items-center gap-x-0.5 gap-y-1 border-line border-b px-2 py-1">
      {tools.table ? null : (
        <>
          <Button className="!px-2" pressed={tools.follow} title={say.followAbout} onClick={props.onFollow}>
            ↓ {say.follow}
          </Button>
          <Button className="!px-2" pressed={tools.frozen} title={say.freezeAbout} onClick={props.onFreeze}>
            <Pause size={12} aria-hidden />
            <span className="@max-[23rem]:sr-only">{say.freeze}</span>
            {tools.frozen && tools.missed > 0 ? (
              <span className="tabular-nums">{fill(say.newSince, { n: tools.missed })}</span>
            ) : null}
          </Button>
          <span className="inline-flex">
            <Button
              look="quiet"
              className="!px-2"
              aria-label={say.zoomOut}
              title={say.zoomOut}
              onClick={() => props.onZoom(-1)}
            >
              −
            </Button>
            <Button
              look="quiet"
              className="!px-1 tabular-nums @max-[23rem]:hidden"
              title={fill(say.zoomReset, { percent: Math.round(tools.zoom * 100) })}
              aria-label={fill(say.zoomReset, { percent: Math.round(tools.zoom * 100) })}
              onClick={() => props.onZoom(0)}
            >
              {Math.round(tools.zoom * 100)} %
            </Button>
            <Button
              look="quiet"
              className="!px-2"
              aria-label={say.zoomIn}
              title={say.zoomIn}
              onClick={() => props.onZoom(1)}
            >
              +
            </Button>
          </span>
        </>
      )}
      <span className="flex-1" />
      <Button look="quiet" className="!px-1.5" title={say.clearAbout} onClick={props.onClear}>
        {tools.cleared ? say.all : say.clear}
      </Button>
      <Button
        look="quiet"
        className="!px-1.5"
        pressed={tools.table}
        title={say.tableAbout}
        onClick={props.onTable}
      >
        {tools.table ? <Waypoints size={13} aria-hidden /> : <Rows3 size={13} aria-hidden />}
        <span className="@max-[26rem]:sr-only">{tools.table ? say.picture : say.table}</span>
      </Button>
      <Button
        look="quiet"
        className="!px-1.5"
        title={say.pcapngAbout}
        disabled={tools.packets === 0}
        onClick={props.onExport}
      >
        <Download size={13} aria-hidden />
        <span className="@max-[26rem]:sr-only">{say.pcapng}</span>
      </Button>
    </div>
  );
}
