import type {Json} from '../model/json.ts';
import type {MeasuringSource, MetricsSettings} from '../model/measured.ts';
import {isObject} from '../model/object.ts';
import type {Configuration} from './configuration.ts';
import {faultAt, type Setting, sayWhose} from './setting.ts';

/** As it is written: `off`, or where to measure and whether pods may be asked. */
export type MetricsSetting =
	| 'off'
	| false
	| {
			readonly url?: string;
			readonly tokenFile?: string;
			readonly caFile?: string;
			/** `NAMESPACE/NAME:PORT`; `https:` before it where it speaks TLS, and a path after it where one stands before `/api/v1`. */
			readonly service?: string;
			readonly pods?: boolean;
	  };

const servicePattern = /^(https:)?([a-z0-9-]+)\/([a-z0-9-]+):([a-z0-9-]+)((?:\/[\w-][\w.-]*)*)$/;

export const metricsSetting: Setting = {
	name: 'metrics',
	faultsIn(value, place) {
		const fault = faultIn(value);
		return fault === undefined
			? []
			: [
					faultAt(
						place,
						`${sayWhose(place)} ${fault}`,
						'README, "What its versions are seen to get", has examples.',
					),
				];
	},
};

const members = ['url', 'tokenFile', 'caFile', 'service', 'pods'];

function faultIn(value: Json): string | undefined {
	if (value === 'off' || value === false) return undefined;
	if (!isObject(value)) return 'must be off, or hold url, service or pods';
	const stray = Object.keys(value).find(name => !members.includes(name));
	if (stray !== undefined) return `must hold ${members.join(', ')}, and not ${stray}`;
	const {url, service, tokenFile, caFile, pods} = value;
	if (url !== undefined && service !== undefined) return 'must name either a url or a service';
	if (url !== undefined && !(typeof url === 'string' && /^https?:\/\//.test(url) && URL.canParse(url)))
		return 'needs an http(s) address as url';
	if (service !== undefined && !(typeof service === 'string' && servicePattern.test(service)))
		return 'needs NAMESPACE/NAME:PORT as service';
	const texts = [tokenFile, caFile].filter(each => each !== undefined);
	if (texts.some(each => typeof each !== 'string')) return 'needs the path of a file as tokenFile or caFile';
	if (texts.length > 0 && url === undefined)
		return 'can use tokenFile and caFile only with a url: the API server passes no credentials on';
	// A token that goes out in the clear is everybody's.
	if (tokenFile !== undefined && !String(url).startsWith('https:') && !isLoopback(String(url)))
		return 'sends a token only over https';
	return pods === undefined || typeof pods === 'boolean' ? undefined : 'must say true or false for pods';
}

function isLoopback(url: string): boolean {
	return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

/** What the configuration settles of measuring in a context; `path` is where it is written. */
export function metricsFor(context: string, {contexts}: Configuration, path: string): MetricsSettings {
	const setting = contexts[context]?.metrics;
	if (setting === undefined) return {};
	if (setting === 'off' || setting === false) return {isOff: true};
	const source = sourceOf(setting);
	return {
		...(source && {source, namedIn: `metrics of context ${context} in ${path}`}),
		...(setting.pods && {pods: true as const}),
	};
}

function sourceOf({
	url,
	tokenFile,
	caFile,
	service = '',
}: Exclude<MetricsSetting, 'off' | false>): MeasuringSource | undefined {
	if (url !== undefined) return {type: 'url', url, ...(tokenFile && {tokenFile}), ...(caFile && {caFile})};
	const [, tls, namespace, name, port, prefix = ''] = servicePattern.exec(service) ?? [];
	if (namespace === undefined || name === undefined || port === undefined) return undefined;
	return {type: 'service', namespace, name, port, prefix, ...(tls && {isTls: true as const})};
}
