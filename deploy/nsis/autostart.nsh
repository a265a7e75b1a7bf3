; "cashierq-VERSION-win-x64.exe /AUTOSTART" (with /S for a silent installation) lets the screen start at every login on this PC.
; An update keeps what the last installation said; the uninstaller takes it away.
!include FileFunc.nsh

!macro customInstall
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AUTOSTART" $R1
  ${IfNot} ${Errors}
    WriteRegStr HKLM "Software\Microsoft\Windows\CurrentVersion\Run" "CashierQ" '"$INSTDIR\CashierQ.exe"'
  ${EndIf}
!macroend

!macro customUnInstall
  ${IfNot} ${isUpdated}
    DeleteRegValue HKLM "Software\Microsoft\Windows\CurrentVersion\Run" "CashierQ"
  ${EndIf}
!macroend
