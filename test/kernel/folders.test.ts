import assert from 'node:assert/strict';
import {
  dataFolder,
  historyFolder,
  jupyterDataFolder,
  jupyterPath,
  prefixDataFolder,
  systemDataFolder,
  type Surroundings,
} from '../../kernel/folders.js';

// Expected folders: https://docs.jupyter.org/en/latest/use/jupyter-directories.html
const linux: Surroundings = { platform: 'linux', env: {}, home: '/home/ada' };
const mac: Surroundings = { platform: 'darwin', env: {}, home: '/Users/ada' };
const windows: Surroundings = {
  platform: 'win32',
  env: { APPDATA: 'C:\\Users\\Ada L\\AppData\\Roaming', PROGRAMDATA: 'C:\\ProgramData' },
  home: 'C:\\Users\\Ada L',
};

describe('kernel: folders of each system', () => {
  it('the user’s Jupyter data folder is where Jupyter looks', () => {
    assert.equal(jupyterDataFolder(linux), '/home/ada/.local/share/jupyter');
    assert.equal(jupyterDataFolder(mac), '/Users/ada/Library/Jupyter');
    assert.equal(jupyterDataFolder(windows), 'C:\\Users\\Ada L\\AppData\\Roaming\\jupyter');
  });

  it('JUPYTER_DATA_DIR and XDG_DATA_HOME are obeyed', () => {
    assert.equal(jupyterDataFolder({ ...mac, env: { JUPYTER_DATA_DIR: '/data' } }), '/data');
    assert.equal(jupyterDataFolder({ ...linux, env: { XDG_DATA_HOME: '/xdg' } }), '/xdg/jupyter');
    assert.equal(dataFolder({ ...linux, env: { XDG_DATA_HOME: '/xdg' } }), '/xdg/edflab');
  });

  it('the folder of everybody and of a prefix follow each system’s rules', () => {
    assert.equal(systemDataFolder(linux), '/usr/local/share/jupyter');
    assert.equal(systemDataFolder(windows), 'C:\\ProgramData\\jupyter');
    assert.equal(prefixDataFolder('C:\\envs\\course', windows), 'C:\\envs\\course\\share\\jupyter');
  });

  it('the history is among the kernel’s own files, or where EDFLAB_HISTORY says', () => {
    assert.equal(historyFolder(windows), 'C:\\Users\\Ada L\\AppData\\Roaming\\edflab\\history');
    assert.equal(historyFolder({ ...linux, env: { EDFLAB_HISTORY: '/kept' } }), '/kept');
  });

  it('kernels are looked for in JUPYTER_PATH, the environment, the user’s folder and everybody’s, in this order', () => {
    const env = { JUPYTER_PATH: '/a:/b', VIRTUAL_ENV: '/venv' };
    assert.deepEqual(jupyterPath({ ...linux, env }), [
      '/a',
      '/b',
      '/venv/share/jupyter',
      '/home/ada/.local/share/jupyter',
      '/usr/local/share/jupyter',
      '/usr/share/jupyter',
    ]);
    assert.deepEqual(
      jupyterPath({
        ...windows,
        env: { ...windows.env, JUPYTER_PATH: 'C:\\a b;D:\\c', CONDA_PREFIX: 'C:\\conda' },
      }),
      [
        'C:\\a b',
        'D:\\c',
        'C:\\conda\\share\\jupyter',
        'C:\\Users\\Ada L\\AppData\\Roaming\\jupyter',
        'C:\\ProgramData\\jupyter',
      ],
    );
  });
});
