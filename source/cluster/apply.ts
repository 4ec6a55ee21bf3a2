import type {Sending} from '../model/cluster.ts';
import {ourManager} from '../model/managed-fields.ts';
import {type KubernetesObject, objectIn} from '../model/object.ts';
import {asRead, patchOf} from '../model/patch.ts';
import {patchText} from '../model/patch-text.ts';
import type {Permit} from '../model/permit.ts';
import {isIssued} from '../model/permit.ts';
import type {Step, Written} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {requestOf, requestPath} from '../model/request.ts';
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
	const {method, body} = requestOf(step);
	const isPatch = step.type === 'edit';
	const dryRun = isRehearsal ? 'All' : undefined;
	const answered = await transport.json({
		doing: `${verbs[step.type]} ${sayRef(step.target)}`,
		method,
		path: requestPath(step),
		query: queryOf(step, dryRun),
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
		answered.ok || isPatch ? answered : {ok: false, trouble: troubleOf(step, answered.trouble)}
	) as Answer<KubernetesObject>;
}

const verbs = {
	edit: 'change',
	create: 'create',
	delete: 'delete',
	evict: 'evict',
	exec: 'run a command in',
	forward: 'forward a port to',
} as const;

function queryOf({type}: Step, dryRun: string | undefined) {
	if (type === 'edit' || type === 'create')
		return {fieldManager: ourManager, fieldValidation: 'Strict', dryRun};
	return type === 'evict' ? {dryRun} : {};
}

function troubleOf(step: Step, trouble: Trouble): Trouble {
	return step.type === 'create' ? creationTrouble(step, trouble) : removalTrouble(step, trouble);
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

/** A name that is taken is somebody's; what is wrong in a file is said with its line. */
function creationTrouble({target, madeOf}: Step, trouble: Trouble): Trouble {
	if (trouble.reason === 'conflict') {
		return {
			...trouble,
			reason: 'guard-failed',
			says: `${sayRef(target)} exists already: it was not written over.`,
			hint: 'Choose another name, or change the one that is there.',
		};
	}
	const lines = madeOf === undefined ? [] : linesNamed(trouble.says, madeOf);
	if (madeOf === undefined || lines.length === 0) return trouble;
	return {...trouble, says: `${trouble.says} (${madeOf.file}, ${lines.join(', ')})`};
}

/** The lines of the fields that a server's words name, deepest first where one is not in the file. */
function linesNamed(says: string, {lines}: Written): string[] {
	const named = [...says.matchAll(/[a-zA-Z]\w*(?:\.[\w-]+|\[\d+\])+/g)].map(([path]) => path);
	const found = named.flatMap(path => lineOf(path, lines) ?? []);
	return [...new Set(found)].map(line => `line ${line}`);
}

function lineOf(path: string, lines: Written['lines']): number | undefined {
	// Go names the struct before the field: `DeploymentSpec.spec.replicas`.
	for (
		let at = path.replace(/^[A-Z]\w*\./, '');
		at !== '';
		at = at.replace(/(\.[^.[]*|\[\d+\]|^[^.[]*)$/, '')
	)
		if (lines[at] !== undefined) return lines[at];
	return undefined;
}
