/** One sentence over all agents. */
export function said(agents) {
  if (agents.length === 0) return "No agent has been heard of.";
  const kinds = [...new Set(agents.map((agent) => agent.arch))].sort();
  return `${agents.length} ${agents.length === 1 ? "agent" : "agents"} on ${kinds.join(" and ")}.`;
}
