import {members, type Shape} from '../../source/demo/kinds/fields.ts';
import type {Kind} from '../../source/demo/kinds/kind.ts';
import {objectShape} from '../../source/demo/kinds/metadata.ts';

// What Kubeflow's operator of Spark answers to, as an API server keeps it. The
// embedded cluster has no such operator, so it serves this to tests alone.

const any: Shape = {is: 'any'};

export const sparkApplications: Kind = {
	group: 'sparkoperator.k8s.io',
	version: 'v1beta2',
	kind: 'SparkApplication',
	plural: 'sparkapplications',
	singular: 'sparkapplication',
	shortNames: ['sparkapp'],
	isNamespaced: true,
	isCustom: true,
	hasStatus: true,
	hasGeneration: true,
	shape: objectShape({
		spec: any,
		status: members({any: 'applicationState driverInfo executorState', integer: 'executionAttempts'}, {}),
	}),
};
