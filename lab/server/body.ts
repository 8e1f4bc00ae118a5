/** JSON request bodies. The page does not always say that they are JSON; whose they are, Origin says (access.ts). */
import { json } from 'express';

export const jsonBody = (limit = '1mb'): ReturnType<typeof json> => json({ limit, type: () => true });
