/** A fault of our own, for whoever reports it: the trace alone, which names places and no values. */
export function sayFault(fault: unknown): string {
	const trace = fault instanceof Error ? fault.stack : undefined;
	return `sluice hit a fault of its own and stopped. Please report this:\n${trace ?? String(fault)}\n`;
}
