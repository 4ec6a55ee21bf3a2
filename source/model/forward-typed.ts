import type {Refusal} from './plan.ts';

/** `8080:80`, `0:http`, or `80` for the same number on both sides. */
export function parsePorts(
	text: string | undefined,
): {readonly local?: number; readonly remote: string} | Refusal {
	if (text === undefined || text === '') return wrongPorts('The port is missing.');
	const [, local, remote = ''] = /^(?:(\d*):)?([a-z0-9]([a-z0-9-]*[a-z0-9])?)$/i.exec(text) ?? [];
	if (remote === '') return wrongPorts(`"${text}" names no ports.`);
	if (
		Number(local ?? 0) > 65_535 ||
		(/^\d+$/.test(remote) && (Number(remote) > 65_535 || Number(remote) === 0))
	)
		return wrongPorts(`"${text}" names a port past 65535, or none.`);
	return {remote, ...(local !== undefined && {local: Number(local)})};
}

function wrongPorts(says: string): Refusal {
	return {
		refused: 'usage',
		says,
		hint: 'Give LOCAL:REMOTE, for example 8080:80; 0:80 takes any free port here.',
	};
}
