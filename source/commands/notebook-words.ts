import {openNotebooks, scaledByStop, stopTo, whyNotStopNotebook} from './keymap/notebooks.ts';
import type {Spoken} from './spoken.ts';

export const notebookWords: readonly Spoken[] = [
	{
		name: 'notebooks',
		aliases: ['notebook'],
		usage: '',
		help: 'Lists the notebooks of the cluster, whoever began them and from wherever.',
		does: openNotebooks,
	},
	{
		name: 'stop-notebook',
		aliases: [],
		usage: '[remove]',
		help: 'Ends the pod of the notebook under the cursor, and keeps its volume; with remove nothing of it.',
		isChange: true,
		does: ([word], state) =>
			word === undefined || word === 'remove'
				? (whyNotStopNotebook(state) ?? stopTo(state, word === 'remove'))
				: `"${word}" is not known here: :stop-notebook, or :stop-notebook remove`,
		writes: scaledByStop,
		offers: () => [{text: 'remove', says: 'with its volume and its token'}],
	},
];
