/** The files of a case, in four classes (MC-06). */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client.ts";

export type Material = Schemas["Material"];
export type MaterialClass = Material["class"];

export const CLASSES: readonly MaterialClass[] = ["identity", "evidence", "document", "other"];

/** What the file chooser of a browser offers. What a file is, the server sees by its content. */
export const ACCEPTED =
  ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv,.zip,image/png,image/jpeg,image/webp,audio/*,video/*";

export function materialsQuery(id: string) {
  return queryOptions({
    queryKey: ["case", id, "materials"],
    queryFn: () => answer(api.GET("/api/v1/cases/{id}/materials", { params: { path: { id } } })),
  });
}

export function useRemove(caseId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE("/api/v1/materials/{id}", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["case", caseId] }),
  });
}

/** Where the content of a file is; `save` to keep it instead of looking at it. */
export function contentOf({ id }: Material, save = false): string {
  return `/api/v1/materials/${id}/content${save ? "?save=true" : ""}`;
}

/** How a browser shows a file on our page, if it does. */
export function shownAs({
  can_be_shown,
  media_type,
}: Material): "image" | "audio" | "video" | "beside" | null {
  if (!can_be_shown) return null;
  const [kind] = media_type.split("/");
  return kind === "image" || kind === "audio" || kind === "video" ? kind : "beside";
}
