"use client";

/** What a project is made of: what it begins as, who stands on host `lab`, and how it leaves the playground. */
import { Download, Share2 } from "lucide-react";
import { useState } from "react";
import { useLabView } from "../lab/lab-context.tsx";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { useWords } from "../words/use-words.tsx";
import { type TemplateId, type Templates, templateIds } from "./templates.ts";

export function ProjectPanel(props: {
  templates: Templates;
  peers: readonly string[];
  onPeers: (peers: readonly string[]) => void;
}) {
  const all = useWords().words;
  const words = all.playground;
  const workspace = useWorkspace();
  const available = useLabView((view) => (view.status.kind === "ready" ? view.status.availablePeers : null));
  const [chosen, setChosen] = useState<TemplateId | null>(null);
  const [failed, setFailed] = useState(false);

  const begin = (id: TemplateId) => {
    setChosen(id);
    workspace.replaceFiles(props.templates[id][workspace.idiom()]);
  };
  const download = async () => {
    setFailed(false);
    try {
      const { downloadProject } = await import("./download-project.ts");
      await downloadProject(workspace.files(), words.readme);
    } catch {
      // No line to the site: said to the learner below.
      setFailed(true);
    }
  };

  return (
    <div className="flex flex-col gap-5 px-5 py-5 text-[13.5px]">
      <header>
        <h1 className="m-0 font-semibold text-[21px] leading-tight tracking-[-0.02em]">{words.title}</h1>
        <p className="m-0 mt-1 text-muted">{words.about}</p>
      </header>

      <section aria-labelledby="begin-as">
        <h2 id="begin-as" className="m-0 mb-2 font-semibold text-[14px]">
          {words.begin}
        </h2>
        <ul className="m-0 grid list-none grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-2 p-0">
          {templateIds.map((id) => (
            <li key={id}>
              <button
                type="button"
                aria-pressed={chosen === id}
                onClick={() => begin(id)}
                className="flex h-full w-full flex-col items-start rounded-[9px] border border-line bg-panel px-3 py-2 text-left hover:border-faint aria-pressed:border-accent"
              >
                <span className="block font-semibold text-[13px]">{words.templates[id]}</span>
                <span className="block text-[12px] text-muted leading-snug">{words.templateAbout[id]}</span>
              </button>
            </li>
          ))}
        </ul>
        <p className="m-0 mt-2 text-[12px] text-muted">{words.beginUndo}</p>
      </section>

      <section aria-labelledby="reference-peers">
        <h2 id="reference-peers" className="m-0 mb-2 font-semibold text-[14px]">
          {words.peers}
        </h2>
        <p className="m-0 mb-2 text-[12px] text-muted">{words.peersAbout}</p>
        {available === null ? (
          <p className="m-0 text-[12.5px] text-muted">{words.peersAway}</p>
        ) : (
          <ul className="m-0 flex list-none flex-col gap-0.5 p-0">
            {available.map(({ peer, title, address }) => (
              <li key={peer}>
                <label className="flex cursor-pointer items-baseline gap-2 rounded-[6px] px-1.5 py-1 hover:bg-raised">
                  <input
                    type="checkbox"
                    className="translate-y-0.5 accent-[var(--lab)]"
                    checked={props.peers.includes(peer)}
                    onChange={(event) =>
                      props.onPeers(
                        event.currentTarget.checked
                          ? [...props.peers, peer]
                          : props.peers.filter((each) => each !== peer),
                      )
                    }
                  />
                  <span className="min-w-0 flex-1">{title}</span>
                  <span className="font-mono text-[11.5px] text-lab">{address}</span>
                </label>
              </li>
            ))}
          </ul>
        )}
      </section>

      <section aria-labelledby="take-away">
        <h2 id="take-away" className="m-0 mb-2 font-semibold text-[14px]">
          {words.takeAway}
        </h2>
        <div className="flex flex-wrap gap-2">
          <button type="button" className="btn" onClick={workspace.share}>
            <Share2 aria-hidden="true" className="size-3.5" />
            {all.replay.share}
          </button>
          <button type="button" className="btn" onClick={download}>
            <Download aria-hidden="true" className="size-3.5" />
            {words.download}
          </button>
        </div>
        <p className="m-0 mt-2 text-[12px] text-muted">{words.downloadAbout}</p>
        {failed && (
          <p role="alert" className="m-0 mt-1 text-[12px] text-rst">
            {words.downloadFailed}
          </p>
        )}
      </section>
    </div>
  );
}
