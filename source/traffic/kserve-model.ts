import type {JsonObject} from '../model/json.ts';
import {objectIn, textIn} from '../model/object.ts';

const troubles: Readonly<Record<string, string>> = {
	BlockedByFailedLoad: 'its model failed to load',
	InvalidSpec: 'its model is not valid',
};

/** Why a model does not answer, as a sentence without its subject; undefined where nothing is wrong with it. */
export function sayFailedLoad(modelStatus: JsonObject): string | undefined {
	const trouble = troubles[textIn(modelStatus.transitionStatus) ?? ''];
	if (trouble === undefined) return undefined;
	const {reason, message} = objectIn(modelStatus.lastFailureInfo);
	const because = textIn(message) || textIn(reason);
	return `${trouble}${because ? ` (${because})` : ''}.`;
}
