import { expect, test } from 'vitest';
import { allowedBaseModels, baseModels, placeOfBaseModel } from '../../src/models/catalogue.ts';

test('every name of the catalogue is found and belongs to one model', () => {
  expect(baseModels.map((entry) => placeOfBaseModel(entry.name))).toEqual(baseModels.map((entry) => ({ kind: 'catalogue', entry })));
  expect(new Set(baseModels.map((entry) => entry.name)).size).toBe(baseModels.length);
});

test('a lossy file says so', () => {
  const lossy = baseModels.filter((entry) => JSON.stringify(entry.source).includes('Q4'));
  expect(lossy.map((entry) => entry.note)).toEqual(lossy.map(() => expect.stringContaining('loses precision')));
});

test('anything else is a prefix of the store or a folder', () => {
  expect(placeOfBaseModel('s3://team/models/small')).toEqual({ kind: 'prefix', uri: 's3://team/models/small/' });
  expect(placeOfBaseModel('small/v2')).toEqual({ kind: 'folder', path: 'small/v2' });
});

test('what is allowed names the catalogue and the worker’s roots', () => {
  expect(allowedBaseModels(['/models'])).toMatch(/smollm2-135m, tiny-random.*s3:\/\/.*\/models/);
  expect(allowedBaseModels([])).toContain('ANNEAL_MODEL_ROOTS');
});
