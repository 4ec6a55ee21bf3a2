/** What may be changed of a pod that is there. */
import type {Tree} from '../object.ts';
import {type Cause, forbiddenField} from './kind.ts';

/** A pod keeps its spec, but for its images, deadline, tolerations and the gates that are taken away. */
export function checkPodChange(spec: Tree, before: Tree): Cause[] {
	const fixed = ({tolerations, activeDeadlineSeconds, nodeName, schedulingGates, ...others}: Tree) =>
		JSON.stringify({
			...others,
			containers: withoutImages(others.containers),
			initContainers: withoutImages(others.initContainers),
		});
	const causes = checkGates(spec.schedulingGates ?? [], before.schedulingGates ?? []);
	return fixed(spec) === fixed(before) ? causes : [...causes, forbiddenField('spec', podChangeRule)];
}

function withoutImages(containers: Tree[] | undefined): Tree[] | undefined {
	return containers?.map(({image, ...container}) => container);
}

function checkGates(gates: Tree[], before: Tree[]): Cause[] {
	return gates.flatMap(({name}, i) => {
		const why = `only deletion is allowed, but found new scheduling gate '${name}'`;
		const isOld = before.some(gate => gate.name === name);
		return isOld ? [] : [forbiddenField(`spec.schedulingGates[${i}].name`, why)];
	});
}

const podChangeRule =
	'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
