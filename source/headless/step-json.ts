import type {JsonObject} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import {patchOf} from '../model/patch.ts';
import type {Plan, Step} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import {isLineIntoPod, requestOf} from '../model/request.ts';
import {sayUndo, undoWords} from '../plan/undo-words.ts';
import {masked} from '../resources/masked.ts';

/** A step as `--dry-run` prints it; of a Secret without its values. */
export function stepJson(step: Step, {undo, announcements = []}: Plan) {
	const {target, subresource, waitFor} = step;
	const announced = announcements.find(({about}) => about.uid === target.uid);
	return {
		resource: resourceName(target.resource),
		namespace: target.namespace,
		name: target.name,
		uid: target.uid,
		...(subresource && {subresource}),
		...(isLineIntoPod(step)
			? lineJson(step)
			: step.type === 'edit'
				? {patch: patchOf(step)}
				: {request: requestJson(step)}),
		...(waitFor && {
			waitFor: {seen: waitFor.seen, name: waitFor.of.name, ...('pods' in waitFor && {pods: waitFor.pods})},
		}),
		undo: {way: undoWords[undo.way], says: sayUndo(undo, 'sluice undo')},
		...(announced && {event: {reason: announced.reason}}),
	};
}

function requestJson(step: Step) {
	const request = requestOf(step);
	return step.type === 'create' ? {...request, body: maskedBody(request.body as JsonObject)} : request;
}

function maskedBody(body: JsonObject): JsonObject {
	return body.kind === 'Secret' ? masked(body as KubernetesObject) : body;
}

function lineJson({runs, leads}: Step) {
	return {
		...(runs && {exec: {container: runs.container, command: runs.command}}),
		...(leads && {forward: {local: leads.local, remote: leads.remote}}),
	};
}
