/** The sum of what each of them has; of none it is 0. */
export function sum<Each>(all: readonly Each[], of: (each: Each) => number): number {
	return all.reduce((total, each) => total + of(each), 0);
}
