/** What was typed, once checked. Only `cli` makes one. */
export type Flags = {
	readonly namespace?: string;
	readonly allNamespaces: boolean;
	readonly context?: string;
	readonly kubeconfig?: string;
	readonly readOnly: boolean;
	readonly view?: string;
	readonly log?: string;
	readonly output: 'table' | 'wide' | 'json' | 'name';
	readonly watch: boolean;
	readonly rule?: string;
	readonly expect: readonly string[];
	readonly to?: string;
	readonly toRevision?: number;
	readonly dryRun: boolean;
	readonly yes: boolean;
	readonly wait: boolean;
	readonly timeoutMs: number;
	readonly for?: string;
};

/** Milliseconds of `90`, `90s`, `5m`, `1h`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
	if (!match) return undefined;
	const unit = {ms: 1, s: 1000, m: 60_000, h: 3_600_000}[match[2] ?? 's'];
	return Number(match[1]) * (unit ?? 1000);
}
