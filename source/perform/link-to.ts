import type {Cluster} from '../model/cluster.ts';
import type {Link} from '../model/line.ts';
import {objectIn, textIn} from '../model/object.ts';
import type {Page} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';

/** The link to a page behind a port of this machine. Its token is read only now: whoever is asked here has confirmed it. */
export async function linkTo(
	{path, token}: Page,
	local: number,
	cluster: Pick<Cluster, 'get'>,
): Promise<Link> {
	const shown = `http://127.0.0.1:${local}${path}`;
	const without = (lacks: string) => ({href: shown, shown, lacks});
	if (token === undefined) return without('Where its token stands is not known: the page asks for it.');
	const {secret, key} = token;
	const read = await cluster.get(secret);
	if (!read.ok) return without(`Its token could not be read: ${read.trouble.says} The page asks for it.`);
	const stored = textIn(objectIn(read.value.data)[key]);
	if (stored === undefined) return without(`${sayRef(secret)} has no ${key}: the page asks for its token.`);
	const value = Buffer.from(stored, 'base64').toString();
	return {href: `${shown}?token=${encodeURIComponent(value)}`, shown};
}
