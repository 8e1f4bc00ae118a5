// One box per name for the whole notebook. Closures hold boxes, not values, so they see what a later cell assigns.

const empty: unique symbol = Symbol('no value yet');

export class Box {
  private value: unknown = empty;

  constructor(readonly name: string) {}

  get v(): unknown {
    if (this.value === empty) {
      throw new ReferenceError(
        `\`${this.name}\` has no value yet: the cell that defines it has not run, or stopped before that line`,
      );
    }
    return this.value;
  }

  set v(value: unknown) {
    this.value = value;
  }

  get isEmpty(): boolean {
    return this.value === empty;
  }
}

export class Boxes {
  private readonly boxes = new Map<string, Box>();

  get(name: string): Box {
    let box = this.boxes.get(name);
    if (box === undefined) this.boxes.set(name, (box = new Box(name)));
    return box;
  }

  has(name: string): boolean {
    return this.boxes.get(name)?.isEmpty === false;
  }
}
