@echo off
rem npm start, for a machine that may have no Node yet.
cd /d "%~dp0"
where node >nul 2>nul
if errorlevel 1 (
  echo EDF Lab needs Node.js 20.19 or newer with npm, and found none: install it from nodejs.org and run this again. 1>&2
  exit /b 1
)
npm start --silent -- %*
