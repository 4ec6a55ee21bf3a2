import type {Sending} from '../model/cluster.ts';
import {ourManager} from '../model/managed-fields.ts';
import {type KubernetesObject, objectIn} from '../model/object.ts';
import {asRead, patchOf} from '../model/patch.ts';
import {patchText} from '../model/patch-text.ts';
import {objectPath} from '../model/path.ts';
import type {Permit} from '../model/permit.ts';
import {isIssued} from '../model/permit.ts';
import type {Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {requestOf} from '../model/request.ts';
import type {Answer, Trouble} from '../model/trouble.ts';
import type {Transport} from './transport.ts';

/** Longer than the 30 s an admission webhook may take. */
const firstByteMs = 35_000;

/** The server's dry run: admission and validation speak, nothing is stored. */
export function rehearse(transport: Transport, step: Step): Promise<Answer<KubernetesObject>> {
	return send(transport, step);
}

/** Writes a step. A permit that was not issued, or not for this step, is a bug and throws. */
export async function apply(
	transport: Transport,
	permit: Permit,
	step: Step,
	sending: Sending = {},
): Promise<Answer<KubernetesObject>> {
	if (!isIssued(permit)) throw new Error('a step was applied without an issued permit');
	if (!permit.plan.steps.includes(step))
		throw new Error('a step was applied with the permit of another plan');
	return send(transport, step, permit, sending);
}

async function send(
	transport: Transport,
	step: Step,
	permit?: Permit,
	{isAsRead = false, isApart, signal}: Sending = {},
): Promise<Answer<KubernetesObject>> {
	const isRehearsal = permit === undefined;
	const {method, subresource, body} = requestOf(step);
	const isPatch = step.type === 'edit';
	const dryRun = isRehearsal ? 'All' : undefined;
	const answered = await transport.json({
		doing: `${verbs[step.type]} ${sayRef(step.target)}`,
		method,
		path: objectPath(step.target, subresource),
		query: isPatch ? {fieldManager: ourManager, fieldValidation: 'Strict', dryRun} : queryOf(step, dryRun),
		// With a body, deleting takes its options from there alone.
		body: isPatch
			? patchText(patchOf(isAsRead ? asRead(step) : step))
			: JSON.stringify(step.type === 'delete' && isRehearsal ? {...objectIn(body), dryRun: ['All']} : body),
		isPatch,
		isRepeatable: isRehearsal,
		permit,
		firstByteMs,
		isApart,
		signal,
	});
	return (
		answered.ok || isPatch ? answered : {ok: false, trouble: removalTrouble(step, answered.trouble)}
	) as Answer<KubernetesObject>;
}

const verbs = {
	edit: 'change',
	delete: 'delete',
	evict: 'evict',
	exec: 'run a command in',
	forward: 'forward a port to',
} as const;

function queryOf({type}: Step, dryRun: string | undefined) {
	return type === 'evict' ? {dryRun} : {};
}

/** The only precondition is the uid: a conflict means another incarnation. */
function removalTrouble({target}: Step, trouble: Trouble): Trouble {
	if (trouble.reason !== 'conflict') return trouble;
	return {
		...trouble,
		reason: 'guard-failed',
		says: `${sayRef(target)} was deleted and created anew since it was read.`,
		hint: 'Look at the new one, and decide again.',
	};
}
