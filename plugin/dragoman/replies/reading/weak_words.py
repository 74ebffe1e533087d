"""Words of the shopper's own day, which no passage has to have, by primary language."""

from collections.abc import Mapping
from typing import Final

WEAK_WORDS: Final[Mapping[str, str]] = {
    "en": """
        today yesterday tomorrow tonight morning afternoon evening night week month ago now soon later
        live lives living happen happens happened normal usual straight away once twice last sister
        brother friend mum mom dad mother father son daughter wife husband kid kids spend exist exists
        appear appears show shows shown home page showing saw seen look looks looking watch notice
        noticed hear heard read visit visiting rid often usually normally always sometimes anyway
        actually probably maybe perhaps guess suppose hope rather else along together alone whole entire
        single double everything nothing somebody nobody myself yourself because since while during
        until before next first new old big little nice good bad great fine okay right wrong easy hard
        trouble problem problems issue stuck afraid tired sure worried happy love loved hate enjoy
        prefer wish decide decided start started stop begin finish finished end leave left stay press
        click clicked type typed try put set turn move moving moved run running carry hold win won lose
        hurt wear wore worn wearing people guy lady folk couple aunt uncle cousin grandma grandpa
        boyfriend girlfriend neighbor neighbour mother-in-law father-in-law parents baby birthday
        wedding christmas anniversary holiday trip travel vacation spring summer autumn winter monday
        tuesday wednesday thursday friday thing stuff kind sort way part side place inside outside there
        middle include add mean means think believe remember forgot forgotten forget learn manage
        managed serve worth enough almost nearly early longer haven't hasn't i'd we're they're kindness
        gladly
    """,
    "pt": """
        hoje ontem anteontem amanhã manhã tarde noite madrugada almoço semana semanas mês meses
        agora cedo logo recentemente moro mora moramos morar vivo vive acontece aconteceu acontecer
        normal comum direto vez vezes primeira primeiro última último seguinte próxima próximo
        passado passada ver vi viu vejo vendo olhei olhar achar acho achei acha pensar penso pensei
        pensando imagino entendi entender entendo lembro lembrar esqueci esquecer li ler ouvi ficar
        ficou fico fica ficaram fique começar comecei começou terminar acabei acabar acabou gosto
        gostei gostar gostou amo amei adoro odeio espero esperar esperava tentar tentei tentando
        conseguir consegui dá dar deu dou dei faz fazia feito parece pareceu aparece aparecem
        apareceu existe existem sempre nunca ainda quase talvez geralmente normalmente costuma
        costumam novo nova novos novas velho velha grande pequeno pequena bom boa bons boas ruim
        ótimo ótima certo certa errado errada fácil difícil problema problemas questão situação
        dúvida irmão irmã amigo amiga amigos mãe pai pais filho filha filhos esposa esposo marido
        mulher namorado namorada noivo noiva avó avô tio tia primo prima sogra sogro vizinho vizinha
        criança crianças bebê chefe colega firma aniversário casamento natal viagem viajar viajando
        viajei férias gente pessoal cara galera moço moça casa trabalho serviço escritório centro
        rua bairro lugar parte lado meio meia metade dobro inteiro junto juntos junta sozinho
        sozinha segunda terça quarta quinta sexta verão inverno coisa coisas negócio troço jeito
        forma tipo modo caso vontade impulso raiva pressa medo preocupado preocupada feliz triste
        chateado chateada real verdade mundo hora horas minuto minutos dia dias ano anos levar levei
        trazer trouxe botar botei colocar coloquei pôr deixar deixei mexer usar usei uso querer
        resolver resolvi decidir decidi precisar precisei continuar rola rolar vir vim veio vindo
        sair saí saiu ir indo fui passar passei passa passo andar meu minha alguma algum quem sabe
        favor
    """,
}
