import type { Files } from "@/protocol/client-message";
import type { Idiom } from "@/protocol/names";

/** What a new project may begin as; the programs are in templates/, one folder for each idiom. */
export const templateIds = ["tcp", "udp", "select", "epoll", "http", "unix"] as const;
export type TemplateId = (typeof templateIds)[number];
export type Templates = Readonly<Record<TemplateId, Readonly<Record<Idiom, Files>>>>;
