import preset from '../../jest.preset.mjs';

export default {
  ...preset,
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/src', '<rootDir>/test'],
  // Twice as many tests as in any other project: when they are the last that run, both processors do.
  maxWorkers: 2,
};
