/** Why a pod finds no node, of what the scheduler says: how many nodes for each reason, and what would help. */
export type PendingReason = {readonly nodes: number; readonly says: string; readonly next: string};

export type Pending = {readonly nodes: number; readonly reasons: readonly PendingReason[]};

type Pattern = readonly [pattern: RegExp, says: (found: RegExpExecArray) => string, next: string];

const patterns: readonly Pattern[] = [
	[
		/^Insufficient cpu$/,
		() => 'have too little CPU left to request',
		'Ask for less CPU, free some, or add a node.',
	],
	[
		/^Insufficient memory$/,
		() => 'have too little memory left to request',
		'Ask for less memory, free some, or add a node.',
	],
	[/^Too many pods$/, () => 'run as many pods as they may', 'Add a node.'],
	[
		/^Insufficient (\S+)$/,
		([, what]) => `have too little ${what} left`,
		'Free some, or add a node that has it.',
	],
	[
		/^node\(s\) had untolerated taint(?:\(s\)| \{([^:}]*)[^}]*\})$/,
		([, key]) => `have a taint that it does not tolerate${key ? ` (${key})` : ''}`,
		'Give it a toleration, or take the taint away.',
	],
	[/^node\(s\) were unschedulable$/, () => 'are cordoned', 'Uncordon one: u on the node.'],
	[
		/^node\(s\) didn't (?:match Pod's node affinity\/selector|satisfy plugin\(s\) \[NodeAffinity\])$/,
		() => 'do not match its node selector or affinity',
		'Label a node as it asks, or ask for less.',
	],
	[
		/^node\(s\) didn't match pod anti-affinity rules$/,
		() => 'run a pod that it does not want to be beside',
		'Add a node, or loosen its anti-affinity.',
	],
	[
		/^node\(s\) didn't satisfy existing pods anti-affinity rules$/,
		() => 'run a pod that does not want it beside',
		'Add a node, or loosen the anti-affinity of that pod.',
	],
	[
		/^node\(s\) didn't match pod affinity rules$/,
		() => 'do not run the pods that it wants to be beside',
		'Start those first, or loosen its affinity.',
	],
	[
		/^node\(s\) didn't match pod topology spread constraints.*$/,
		() => 'would spread its pods too unevenly',
		'Add a node in the zone that is short, or loosen the constraint.',
	],
	[
		/^node\(s\) didn't have free ports for the requested pod ports$/,
		() => 'have its host port taken',
		'Free the port, or ask for none.',
	],
	[
		/^node\(s\) (?:had|have) volume node affinity conflict$/,
		() => 'cannot reach the volume that it claims',
		'Its volume is bound to another zone or node.',
	],
	[
		/^(?:node\(s\) didn't find available persistent volumes to bind|pod has unbound immediate PersistentVolumeClaims.*)$/,
		() => 'have no volume for what it claims',
		'See its claims: :pvc',
	],
];

/** Undefined where it is not the scheduler's usual sentence: then that is to be told as it is. */
export function readPending(message: string): Pending | undefined {
	const [, count, list] =
		/^0\/(\d+) nodes are available: (.*?)\.?(?: preemption: .*)?$/s.exec(message.trim()) ?? [];
	if (count === undefined || list === undefined) return undefined;
	return {
		nodes: Number(count),
		reasons: partsOf(list.replace(/\.? no new claims to deallocate[.,]?$/, '')).map(readReason),
	};
}

/** A part begins with a number; commas stand within parts too. */
function partsOf(list: string): readonly string[] {
	return list.split(/, (?=\d+ )/);
}

function readReason(part: string): PendingReason {
	const [, count = '0', what = part] = /^(\d+) (.*)$/s.exec(part) ?? [];
	const nodes = Number(count);
	for (const [pattern, says, next] of patterns) {
		const found = pattern.exec(what);
		if (found) return {nodes, says: says(found), next};
	}
	return {nodes, says: what, next: ''};
}
