/** What a learner's module imports its `site` from, see say-sites. Shared with what runs inside. */
export const siteModule = "playground:call-site";
