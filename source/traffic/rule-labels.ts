/**
 * How each rule of an object is called: by its name where that is unique,
 * else by its place, after the prefix of its list (`tcp/0`).
 */
export function ruleLabels(names: ReadonlyArray<string | undefined>, prefix = ''): string[] {
	return names.map((name, index) => {
		// A name made of digits, or like a path, could be taken for another rule's place.
		const isUnique =
			name !== undefined && !/^(?:\w+\/)?\d+$/.test(name) && names.filter(each => each === name).length === 1;
		return isUnique ? name : `${prefix}${index}`;
	});
}
