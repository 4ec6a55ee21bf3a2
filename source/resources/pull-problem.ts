/** What a kubelet says of a failed pull is a chain of wrapped errors; each of these is a cause found anywhere in it. */
const causes: readonly (readonly [found: string, says: string])[] = [
	['toomanyrequests', "the registry's pull limit is reached"],
	['insufficient_scope', 'access denied, or no such repository'],
	['pull access denied', 'access denied, or no such repository'],
	['authorization failed', 'access denied, or no such repository'],
	['401 Unauthorized', 'credentials refused'],
	['403 Forbidden', 'access denied'],
	['manifest unknown', 'not found'],
	['no match for platform', "no image for the node's platform"],
	['no such host', "the registry's name can't be resolved"],
	['connection refused', 'the registry refuses connections'],
	['i/o timeout', "the registry doesn't answer"],
	['context deadline exceeded', "the registry doesn't answer"],
	['x509:', "the registry's certificate isn't trusted"],
	['no space left on device', "the node's disk is full"],
	['not found', 'not found'],
	['NotFound', 'not found'],
];

const reasons: {readonly [reason: string]: string} = {
	InvalidImageName: 'no valid image reference',
	ErrImageNeverPull: 'absent on the node, and the pull policy is Never',
	RegistryUnavailable: "the registry doesn't answer",
	SignatureValidationFailed: 'its signature is not valid',
};

/** The cause of a failed pull in a few words; empty where neither reason nor message gives one. */
export function pullProblem(reason: string, message: string): string {
	const known = reasons[reason];
	if (known) return known;
	const cause = causes.find(([found]) => message.includes(found));
	return cause ? cause[1] : lastLink(message);
}

/** The innermost error, if it is short enough to be one; a bare back-off tells nothing of its cause. */
function lastLink(message: string): string {
	if (message.startsWith('Back-off pulling image') && !message.includes(': ')) return '';
	const last = message.slice(message.lastIndexOf(': ') + 1).trim();
	return last.length <= 60 ? last : '';
}
