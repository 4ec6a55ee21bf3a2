import {type Writer, withoutFields} from './writer.ts';

export const smi: Writer = {
	dialect: 'smi',
	kind: {group: 'split.smi-spec.io', plural: 'trafficsplits'},
	spec(wanted) {
		const {champion, challenger, percent} = wanted;
		const refused = withoutFields(
			wanted,
			['gateway', 'host', 'header', 'cookie'],
			field => `A TrafficSplit splits what is sent to Service ${champion}, whatever its ${field}.`,
		);
		return (
			refused ?? {
				service: champion,
				backends: [
					{service: champion, weight: 100 - percent},
					{service: challenger, weight: percent},
				],
			}
		);
	},
};
