@echo off
rem vtp for Windows: runs the command line with a JDK that it finds, and builds it first if it is not there.
rem See vtp, its model, for the reasons. Not done here: building again when a source is newer (mvnw package does it), a copy of the Vector API.
setlocal EnableExtensions DisableDelayedExpansion
set "RELEASE=25"
set "HOME_DIR=%~dp0"
set "MADE=%HOME_DIR%cli\target"
set "JAR=%MADE%\vtp.jar"
set "AOT=%MADE%\vtp.aot"
set "JDK="
set "JDK_JAVA_OPTIONS="

if defined JAVA_HOME call :pick "%JAVA_HOME%"
if not defined JDK for /f "delims=" %%J in ('where java.exe 2^>nul') do call :pick "%%~dpJ.."
if not defined JDK for %%V in ("Eclipse Adoptium" "Java" "Microsoft" "Zulu" "Amazon Corretto" "BellSoft" "SapMachine" "OpenJDK") do (
  for /d %%J in ("%ProgramFiles%\%%~V\*") do call :pick "%%~J"
)
if not defined JDK for /d %%J in ("%USERPROFILE%\.jdks\*" "%USERPROFILE%\scoop\apps\openjdk*") do call :pick "%%~J"
if not defined JDK (
  echo vtp: needs a JDK of release %RELEASE% or newer, and found none. Get one at https://adoptium.net, or set JAVA_HOME to the folder of one.>&2
  exit /b 3
)

if exist "%JAR%" goto run
if not exist "%HOME_DIR%pom.xml" (
  echo vtp: there is no "%JAR%", and nothing to build it from>&2
  exit /b 3
)
if not exist "%MADE%" mkdir "%MADE%"
echo vtp: building with %JDK% ^(under a minute; the first time, Maven downloads what it needs^)>&2
setlocal
set "JAVA_HOME=%JDK%"
pushd "%HOME_DIR%"
call mvnw.cmd -B -q -Dquick -Dmaven.test.skip=true -pl cli -am package <nul >"%MADE%\vtp-build.log" 2>&1
popd
endlocal
if not exist "%JAR%" (
  type "%MADE%\vtp-build.log" >&2
  echo vtp: the build failed; all it said is in "%MADE%\vtp-build.log">&2
  exit /b 3
)

:run
set FLAGS="@%HOME_DIR%cli\jvm.options" --add-modules=jdk.incubator.vector
if not exist "%AOT%" "%JDK%\bin\java.exe" %FLAGS% "-XX:AOTCacheOutput=%AOT%" -cp "%JAR%" vtp.cli.Main --help >nul 2>&1 <nul
if exist "%AOT%" set FLAGS=%FLAGS% "-XX:AOTCache=%AOT%"
"%JDK%\bin\java.exe" %FLAGS% %VTP_JAVA_OPTS% -cp "%JAR%" vtp.cli.Main %*
exit /b %ERRORLEVEL%

rem Sets JDK to the folder %1 if it holds a JDK that is new enough and none was found before.
:pick
if defined JDK exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "FOUND="
for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do for /f "delims=.-+" %%M in ("%%~V") do set "FOUND=%%M"
if not defined FOUND exit /b 0
if %FOUND% GEQ %RELEASE% set "JDK=%~f1"
exit /b 0
