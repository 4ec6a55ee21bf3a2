import {commandUsages} from './command-usages.ts';
import {flagUsages, sayFlag} from './flag-usages.ts';

export const exitUsages = [
	'0  done, or already so',
	'1  failed: not found, unreachable, unauthorized, invalid',
	'2  the call is wrong',
	'3  refused: denied, read-only, stale, guarded, out of bounds, no such lever, no reason given',
	'4  not settled in time, or not proved',
];

/** The text of `--help`. */
export function helpText(): string {
	const commands = commandUsages.map(
		each => [`sluice ${each.name} ${each.arguments}`.trimEnd(), each.says] as const,
	);
	const flags = flagUsages.map(each => [sayFlag(each), each.says] as const);
	return [
		'Usage',
		...aligned(commands),
		'',
		'Flags',
		...aligned(flags),
		'',
		'Exit codes',
		...exitUsages.map(line => `  ${line}`),
	].join('\n');
}

function aligned(rows: ReadonlyArray<readonly [string, string]>): string[] {
	const width = Math.max(...rows.map(([left]) => left.length));
	return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
