import {readExperiment} from '../engines/argo-rollouts/analysis.ts';
import type {Experiment} from '../model/analysis.ts';
import type {KubernetesObject} from '../model/object.ts';
import {phaseTone} from './analysisruns.ts';
import {ageColumn, nameColumn, namespaceColumn, noneText, words} from './columns.ts';
import {rowOf, searchName} from './row.ts';
import type {ResourceView, Row} from './view.ts';

/** Versions that run side by side for a while. */
export type ExperimentRow = Row & {readonly experiment: Experiment};

function projectExperiment(object: KubernetesObject): ExperimentRow {
	return {...rowOf(object), experiment: readExperiment(object)};
}

export const experiments: ResourceView<ExperimentRow> = {
	name: 'experiments.argoproj.io',
	aliases: ['exp'],
	group: 'argoproj.io',
	plural: 'experiments',
	kind: 'Experiment',
	versions: ['v1alpha1'],
	isNamespaced: true,
	isRare: true,
	project: projectExperiment,
	columns: [
		namespaceColumn,
		nameColumn,
		words('STATUS', row => row.experiment.status, {
			width: [10, 14],
			priority: 1,
			tone: row => phaseTone(row.experiment.status),
		}),
		words(
			'VERSIONS',
			row =>
				row.experiment.versions.map(({name, pods}) => `${name} ${pods.ready}/${pods.wanted}`).join(', ') ||
				noneText,
			{width: [10, 40], priority: 2},
		),
		words('MESSAGE', row => row.experiment.message || noneText, {width: [12, 90], priority: 3}),
		ageColumn,
	],
	search: row => `${searchName(row)} ${row.experiment.status} ${row.experiment.message}`.toLowerCase(),
	isFaulty: row => ['bad', 'warning'].includes(phaseTone(row.experiment.status)),
};
