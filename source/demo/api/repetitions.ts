/** Members that a JSON text names twice, of which its value shows the last alone. */
import type {NamedMember} from '../registry/fit-body.ts';

type Holder = {
	readonly path: string;
	readonly isList: boolean;
	index: number;
	member: string;
	readonly seen: Set<string>;
};

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** All members in the order of the text, those named again once more; undefined where none is. */
export function membersIfRepeated(text: string): NamedMember[] | undefined {
	const members: NamedMember[] = [];
	const holders: Holder[] = [];
	let last = '';
	for (const [found] of text.matchAll(token)) {
		const holder = holders.at(-1);
		if (found === '{' || found === '[') {
			const path = holder ? partPath(holder) : '';
			holders.push({path, isList: found === '[', index: 0, member: '', seen: new Set()});
		} else if (found === '}' || found === ']') {
			holders.pop();
		} else if (found === ',' && holder?.isList) {
			holder.index++;
		} else if (found === ':' && holder) {
			holder.member = JSON.parse(last);
			members.push({path: partPath(holder), isAgain: holder.seen.has(holder.member)});
			holder.seen.add(holder.member);
		}
		last = found;
	}
	return members.some(({isAgain}) => isAgain) ? members : undefined;
}

function partPath({path, isList, index, member}: Holder): string {
	if (isList) return `${path}[${index}]`;
	return path ? `${path}.${member}` : member;
}
