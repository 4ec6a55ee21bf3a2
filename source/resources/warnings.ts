import type {EventRow} from './events.ts';
import {events} from './events.ts';
import type {ResourceView} from './view.ts';

/** What is reported as going wrong: few events in a cluster that is well, however many it has. */
export const warnings: ResourceView<EventRow> = {
	...events,
	name: 'warnings',
	aliases: ['warning'],
	fields: 'type=Warning',
};
