@echo off
rem vtp for Windows: runs the command line with a JDK that it finds, and builds it first if it is not there.
rem See vtp, its model, for the reasons. Not done here: building again when a source is newer (mvnw package does it),
rem and a copy of the Vector API. Of arguments, java.exe takes what Windows' own code page has, whatever the console's.
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
if not defined JDK for %%V in (
  "Eclipse Adoptium" "Java" "Microsoft" "Zulu" "Amazon Corretto" "BellSoft" "SapMachine" "OpenJDK"
) do (
  for /d %%J in ("%ProgramFiles%\%%~V\*") do call :pick "%%~J"
)
if not defined JDK for /d %%J in ("%USERPROFILE%\.jdks\*" "%USERPROFILE%\scoop\apps\openjdk*") do call :pick "%%~J"
if not defined JDK (
  echo vtp: needs a JDK of release %RELEASE% or newer, and found none: https://adoptium.net, or set JAVA_HOME>&2
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
set "COLLECTOR=-XX:+UseSerialGC"
set "HEAP=-Xms64m"
for %%O in (VTP_JAVA_OPTS JAVA_TOOL_OPTIONS _JAVA_OPTIONS) do if defined %%O (
  set %%O | findstr /r "+Use.*GC" >nul && set "COLLECTOR="
  set %%O | findstr /c:"-Xm" /c:"HeapSize=" >nul && set "HEAP="
)
set FLAGS="@%HOME_DIR%cli\jvm.options" --add-modules=jdk.incubator.vector

rem The AOT cache is made again when the jar is newer. One that cannot be made is left empty.
set "NEWEST="
for /f "delims=" %%F in ('dir /b /o:d "%MADE%\vtp.*"') do (
  if /i "%%F"=="vtp.jar" set "NEWEST=jar"
  if /i "%%F"=="vtp.aot" set "NEWEST=aot"
)
if not "%NEWEST%"=="aot" call :train
for %%A in ("%AOT%") do if exist %%A if %%~zA GTR 0 set FLAGS=%FLAGS% "-XX:AOTCache=%AOT%"

rem What the program writes is UTF-8.
set "CODE_PAGE="
for /f "tokens=2 delims=:." %%C in ('chcp 2^>nul') do set "CODE_PAGE=%%C"
if defined CODE_PAGE chcp 65001 >nul
"%JDK%\bin\java.exe" %FLAGS% %COLLECTOR% %HEAP% %VTP_JAVA_OPTS% -cp "%JAR%" vtp.cli.Main %*
set "EXIT_CODE=%ERRORLEVEL%"
if defined CODE_PAGE chcp %CODE_PAGE% >nul
exit /b %EXIT_CODE%

:train
(type nul >"%AOT%") 2>nul
if errorlevel 1 exit /b 0
setlocal
set "JAVA_TOOL_OPTIONS="
set "_JAVA_OPTIONS="
set TRAINING="-XX:AOTCacheOutput=%AOT%.part" -XX:+UseSerialGC -Xms64m
"%JDK%\bin\java.exe" %FLAGS% %TRAINING% -cp "%JAR%" vtp.cli.Main --help >nul 2>&1 <nul
endlocal
if exist "%AOT%.part" move /y "%AOT%.part" "%AOT%" >nul
exit /b 0

rem Sets JDK to the folder %1 if it holds a JDK that is new enough and none was found before.
:pick
if defined JDK exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "FOUND="
for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
  for /f "delims=.-+" %%M in ("%%~V") do set "FOUND=%%M"
)
if not defined FOUND exit /b 0
if %FOUND% GEQ %RELEASE% set "JDK=%~f1"
exit /b 0
