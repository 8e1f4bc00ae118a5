/** `/lab/api/settings`: the schemas that came with the extensions, EDF Lab's defaults, and what the user typed, verbatim. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Router } from 'express';
import { parse } from 'jsonc-parser';
import { jsonBody } from './body.js';
import { HttpError } from './errors.js';
import { defaultSettings } from './defaults.js';
import { TextStore } from './state.js';

interface Schema {
  properties?: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
}

interface Plugin {
  id: string;
  version: string;
  schema: Schema;
}

/** A plugin's settings as the page wants them: `raw` is the user's text, comments and all; `settings` what it says. */
interface SettingsModel extends Plugin {
  raw: string;
  settings: Record<string, unknown>;
}

const noText = '{}';

/** Puts EDF Lab's defaults into a schema. */
function withDefaults({ id, version, schema }: Plugin): Plugin {
  const overrides = defaultSettings[id];
  if (!overrides) return { id, version, schema };
  const changed = Object.entries(overrides).map(([name, value]) => [
    name,
    { ...schema.properties?.[name], default: value },
  ]);
  return {
    id,
    version,
    schema: { ...schema, properties: { ...schema.properties, ...Object.fromEntries(changed) } },
  };
}

export function settingsRoutes(appDirectory: string, configDirectory: string): Router {
  const store = new TextStore(join(configDirectory, 'settings'), '.jupyterlab-settings');
  let loading: Promise<Map<string, Plugin>> | undefined;
  const plugins = () =>
    (loading ??= readFile(join(appDirectory, 'schemas.json'), 'utf8').then((text) => {
      const all = (JSON.parse(text) as Plugin[]).map(withDefaults);
      return new Map(all.map((plugin) => [plugin.id, plugin]));
    }));

  const model = async (plugin: Plugin): Promise<SettingsModel> => {
    const raw = (await store.get(plugin.id)) ?? noText;
    return {
      ...plugin,
      raw,
      settings: (parse(raw, [], { allowTrailingComma: true }) as Record<string, unknown> | undefined) ?? {},
    };
  };
  const find = async (id: string): Promise<Plugin> => {
    const plugin = (await plugins()).get(id);
    if (!plugin) throw new HttpError(404, `There are no settings called ${id}.`);
    return plugin;
  };

  const router = Router();
  router.get('/', async ({ query }, response) => {
    const all = [...(await plugins()).values()];
    const isShort = query.ids_only === 'true';
    response.json({ settings: isShort ? all.map(({ id }) => ({ id })) : await Promise.all(all.map(model)) });
  });
  router.get(/^\/(.+)$/, async ({ params }, response) => {
    response.json(await model(await find(params[0] as string)));
  });
  router.put(/^\/(.+)$/, jsonBody('4mb'), async ({ params, body }, response) => {
    const { id } = await find(params[0] as string);
    const { raw } = (body ?? {}) as { raw?: unknown };
    if (typeof raw !== 'string')
      throw new HttpError(400, 'Settings are saved as their text: {"raw": "..."}.');
    await store.set(id, raw);
    response.status(204).end();
  });
  return router;
}
