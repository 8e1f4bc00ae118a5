import assert from 'node:assert/strict';
import {
  dataFolder,
  jupyterDataFolder,
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
});
