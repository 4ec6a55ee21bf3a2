/**
 * A fault of our own, for whoever reports it: what was thrown and where, and
 * nothing that hangs on it. A message may quote what a server or a file said,
 * so whatever looks like a secret is left out of it.
 */
export function sayFault(fault: unknown): string {
	const trace = fault instanceof Error ? fault.stack : undefined;
	return `sluice hit a fault of its own and stopped. Please report this:\n${withoutSecrets(trace ?? String(fault))}\n`;
}

const hidden = '***';

/** What a secret looks like, and what is kept of it. */
const secrets: ReadonlyArray<readonly [pattern: RegExp, kept: string]> = [
	[/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, hidden],
	[/\b(Bearer|Basic)\s+\S+/gi, `$1 ${hidden}`],
	[/:\/\/[^\s/@]+@/g, `://${hidden}@`],
	[/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, hidden],
	[
		/([\w-]*(?:token|passw(?:or)?d|secret|authorization|key-data|certificate-data|credential)[\w-]*["']?\s*[:=]\s*["']?)[^\s"'&,}]+/gi,
		`$1${hidden}`,
	],
	[/[A-Za-z0-9+/_-]{40,}={0,2}/g, hidden],
];

/** The lines that say where it was are kept: they name files, which look like secrets. */
export function withoutSecrets(trace: string): string {
	const frames = /\n\s+at .*$/s.exec(trace)?.[0] ?? '';
	const message = trace.slice(0, trace.length - frames.length);
	return secrets.reduce((text, [pattern, kept]) => text.replace(pattern, kept), message) + frames;
}
