import {spawnSync} from 'node:child_process';

export type Verdict = {readonly says: string; readonly isSafe: boolean};

type Found = {readonly name: string; readonly severity: string; readonly range?: string};

const grave = ['high', 'critical'];

/**
 * What `npm audit --json` answered, judged: known holes of high or critical
 * severity in what operators run are a failure. A registry that does not
 * answer proves nothing either way: that is said, and fails where an audit is
 * required (`SLUICE_AUDIT=required`).
 */
export function judge(text: string, {isRequired = false} = {}): Verdict {
	const answered = parse(text);
	if (answered?.vulnerabilities === undefined) {
		const says = 'Not audited: the registry did not answer with an audit.';
		return isRequired
			? {
					says: `${says} SLUICE_AUDIT=required asks for one: ask a registry that serves audits.`,
					isSafe: false,
				}
			: {says: `${says} With SLUICE_AUDIT=required that is a failure.`, isSafe: true};
	}
	const found: Found[] = Object.values(answered.vulnerabilities);
	const bad = found.filter(({severity}) => grave.includes(severity));
	if (bad.length === 0) return {says: `Audited: no grave hole, ${found.length} lesser ones.`, isSafe: true};
	const named = bad.map(({name, severity, range = 'any version'}) => `  ${name} ${range}: ${severity}`);
	return {says: ['Known holes in what operators run:', ...named].join('\n'), isSafe: false};
}

function parse(text: string): {readonly vulnerabilities?: Record<string, Found>} | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

if (import.meta.main) {
	const asked = spawnSync('npm', ['audit', '--omit=dev', '--json'], {encoding: 'utf8', timeout: 60_000});
	const {says, isSafe} = judge(asked.stdout ?? '', {isRequired: process.env.SLUICE_AUDIT === 'required'});
	process.stdout.write(`${says}\n`);
	process.exitCode = isSafe ? 0 : 1;
}
