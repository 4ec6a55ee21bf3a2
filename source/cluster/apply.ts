import {ourManager} from '../model/managed-fields.ts';
import type {KubernetesObject} from '../model/object.ts';
import {patchOf} from '../model/patch.ts';
import {patchText} from '../model/patch-text.ts';
import type {Permit} from '../model/permit.ts';
import {isIssued} from '../model/permit.ts';
import type {Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Answer} from '../model/trouble.ts';
import {objectPath} from './paths.ts';
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
): Promise<Answer<KubernetesObject>> {
	if (!isIssued(permit)) throw new Error('a step was applied without an issued permit');
	if (!permit.plan.steps.includes(step))
		throw new Error('a step was applied with the permit of another plan');
	return send(transport, step, permit);
}

async function send(transport: Transport, step: Step, permit?: Permit): Promise<Answer<KubernetesObject>> {
	const answered = await transport.json({
		doing: `change ${sayRef(step.target)}`,
		method: 'PATCH',
		path: objectPath(step.target, step.subresource),
		query: {fieldManager: ourManager, fieldValidation: 'Strict', dryRun: permit ? undefined : 'All'},
		body: patchText(patchOf(step)),
		isPatch: true,
		isRepeatable: permit === undefined,
		permit,
		firstByteMs,
	});
	return answered as Answer<KubernetesObject>;
}
