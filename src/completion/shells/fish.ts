/** fish has kubectl's own completion for `kubectl agentgw`. */
export const fish = (
  program: string,
): string => `# kubectl agentgw: completion for fish. In ~/.config/fish/config.fish:
#   kubectl agentgw completion fish | source
# \`kubectl agentgw\` is completed by kubectl's own completion, which fish loads, from the same program.

function __kubectl_agentgw_complete
    set -l program ${program}
    type -q kubectl_complete-agentgw; and set program kubectl_complete-agentgw
    set -l given (commandline -opc)
    set -l typed (commandline -ct)
    set -e given[1]
    set -l out ($program $given "$typed" 2>/dev/null)
    test (count $out) -gt 0; or return
    set -l directive (string sub -s 2 -- $out[-1])
    set -e out[-1]
    if test (count $out) -gt 0
        printf '%s\\n' $out
    else if test "$directive" = 16
        __fish_complete_directories "$typed" ''
    else if test "$directive" = 0
        __fish_complete_path "$typed" ''
    end
end

complete -c kubectl-agentgw -f -a '(__kubectl_agentgw_complete)'
`
