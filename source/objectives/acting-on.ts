import {
	cronJobResource,
	daemonSetResource,
	deploymentResource,
	statefulSetResource,
} from '../model/builtin-resources.ts';
import type {Target} from '../model/command.ts';
import type {Resource} from '../model/ref.ts';
import {wrongPresentName} from './field-checks.ts';
import type {Field, Values} from './objective.ts';

/** What an objective can act on, by the word for it. */
const resources: {readonly [kind: string]: Resource} = {
	deployment: deploymentResource,
	statefulset: statefulSetResource,
	daemonset: daemonSetResource,
	cronjob: cronJobResource,
	rollout: {
		group: 'argoproj.io',
		version: 'v1alpha1',
		plural: 'rollouts',
		kind: 'Rollout',
		namespaced: true,
	},
};

/** A model is a Deployment, unless somebody says otherwise. */
export const kindField = (...choices: readonly string[]): Field => ({
	name: 'kind',
	says: 'what runs it',
	usual: 'deployment',
	choices,
});

export const presentNameField = (says: string): Field => ({
	name: 'name',
	says,
	isNeeded: true,
	wrong: wrongPresentName,
});

export const modelField: Field = presentNameField('what runs the model is called so');

export function targetOf({name = '', kind = 'deployment'}: Values, namespace: string): Target {
	return {resource: resources[kind]!, namespace, name};
}
